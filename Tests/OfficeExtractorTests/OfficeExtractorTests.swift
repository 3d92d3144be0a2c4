// Tests of OfficeExtractor.
