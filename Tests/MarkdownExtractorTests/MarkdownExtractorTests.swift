// Tests of MarkdownExtractor.
