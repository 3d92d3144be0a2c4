// Tests of Embedding.
