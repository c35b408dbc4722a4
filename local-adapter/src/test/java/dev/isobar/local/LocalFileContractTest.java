package dev.isobar.local;

import dev.isobar.tck.ContractSuite;
import dev.isobar.tck.DriverFixture;

/** The contract on the local broker in a file, with processes that share it. */
class LocalFileContractTest extends ContractSuite {
  @Override
  protected DriverFixture fixture() {
    return LocalFixture.file();
  }
}
