// Tests of ExtractionWorker.
