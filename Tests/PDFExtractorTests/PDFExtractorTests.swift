// Tests of PDFExtractor.
