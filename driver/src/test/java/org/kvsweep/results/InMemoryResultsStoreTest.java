package org.kvsweep.results;

class InMemoryResultsStoreTest extends ResultsStoreContract {
  private final InMemoryResultsStore store = new InMemoryResultsStore();

  @Override
  ResultsStore store() {
    return store;
  }
}
