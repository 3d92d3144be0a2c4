// Tests of VectorIndex.
