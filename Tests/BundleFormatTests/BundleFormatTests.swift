// Tests of BundleFormat.
