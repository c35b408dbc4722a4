package dev.isobar.tck;

import dev.isobar.test.sim.SimProfile;
import org.junit.jupiter.api.Nested;

/** The contract in a simulation, on brokers that resemble each of the services. */
class SimContractTest {
  @Nested
  class LikeLocal extends ContractSuite {
    @Override
    protected DriverFixture fixture() {
      return new SimFixture(SimProfile.local());
    }
  }

  @Nested
  class LikeSqs extends ContractSuite {
    @Override
    protected DriverFixture fixture() {
      return new SimFixture(SimProfile.sqs());
    }
  }

  @Nested
  class LikePubSub extends ContractSuite {
    @Override
    protected DriverFixture fixture() {
      return new SimFixture(SimProfile.pubsub());
    }
  }

  @Nested
  class LikeServiceBus extends ContractSuite {
    @Override
    protected DriverFixture fixture() {
      return new SimFixture(SimProfile.serviceBus());
    }
  }
}
