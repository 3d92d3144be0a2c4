#pragma once
// What finds a text's charset, and what converts from it.
#include <iconv.h>
#include <uchardet/uchardet.h>
