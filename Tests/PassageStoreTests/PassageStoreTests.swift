// Tests of PassageStore.
