#pragma once
#include <libxml/parser.h>
#include <libxml/HTMLparser.h>
#include <libxml/tree.h>
#include <libxml/xmlreader.h>
#include <libxml/SAX2.h>

/// The version of the library that runs; a macro in some versions of libxml2.
static inline const char *almanac_libxml2_version(void) { return xmlParserVersion; }
