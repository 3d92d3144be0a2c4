#pragma once
// What finds a text's charset, and what converts from it.
#include <gnu/libc-version.h>
#include <iconv.h>
#include <uchardet/uchardet.h>
