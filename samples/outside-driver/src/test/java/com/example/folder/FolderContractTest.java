package com.example.folder;

import dev.isobar.tck.ContractSuite;
import dev.isobar.tck.DriverFixture;

/** The published contract, for what this driver declares. */
class FolderContractTest extends ContractSuite {
  @Override
  protected DriverFixture fixture() {
    return new FolderFixture();
  }
}
