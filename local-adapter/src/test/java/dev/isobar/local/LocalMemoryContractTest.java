package dev.isobar.local;

import dev.isobar.tck.ContractSuite;
import dev.isobar.tck.DriverFixture;

/** The contract on the local broker in memory. */
class LocalMemoryContractTest extends ContractSuite {
  @Override
  protected DriverFixture fixture() {
    return LocalFixture.memory();
  }
}
