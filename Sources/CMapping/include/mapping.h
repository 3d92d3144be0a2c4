// Mapped files that someone cuts short while they are mapped.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Watches `length` bytes of a mapped file at `start`, a page's address.
///
/// A read behind the end of a file that was cut short raises SIGBUS. In a watched mapping the page then becomes zeros,
/// the mapping is marked, and the read goes on; a SIGBUS anywhere else ends the process as it would have.
///
/// Returns a number for the two functions below, or -1 when 4,096 mappings are watched already: such a mapping is not
/// protected.
int32_t kb_mapping_watch(const void *start, size_t length);

/// Whether a page of the mapping has been replaced by zeros.
int32_t kb_mapping_is_damaged(int32_t mapping);

/// Ends the watch, before the file is unmapped.
void kb_mapping_forget(int32_t mapping);
