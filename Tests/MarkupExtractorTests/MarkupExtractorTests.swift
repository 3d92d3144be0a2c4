// Tests of MarkupExtractor.
