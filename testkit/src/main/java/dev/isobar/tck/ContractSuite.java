package dev.isobar.tck;

import org.junit.jupiter.api.Nested;

/**
 * The whole contract: one nested class per chapter. Extend it with a fixture; see the description
 * of the package.
 */
public abstract class ContractSuite {
  /** For subclasses. */
  protected ContractSuite() {}

  /** Returns a new fixture; called before each test. */
  protected abstract DriverFixture fixture();

  /** Chapter 1. */
  @Nested
  class Chapter1NothingIsLost extends NothingIsLostSuite {
    @Override
    protected DriverFixture fixture() {
      return ContractSuite.this.fixture();
    }
  }

  /** Chapter 2. */
  @Nested
  class Chapter2AtLeastOnce extends AtLeastOnceSuite {
    @Override
    protected DriverFixture fixture() {
      return ContractSuite.this.fixture();
    }
  }

  /** Chapter 3. */
  @Nested
  class Chapter3OrderPerKey extends OrderPerKeySuite {
    @Override
    protected DriverFixture fixture() {
      return ContractSuite.this.fixture();
    }
  }

  /** Chapter 4. */
  @Nested
  class Chapter4Lease extends LeaseSuite {
    @Override
    protected DriverFixture fixture() {
      return ContractSuite.this.fixture();
    }
  }

  /** Chapter 5. */
  @Nested
  class Chapter5Retry extends RetrySuite {
    @Override
    protected DriverFixture fixture() {
      return ContractSuite.this.fixture();
    }
  }

  /** Chapter 6. */
  @Nested
  class Chapter6DeadLetter extends DeadLetterSuite {
    @Override
    protected DriverFixture fixture() {
      return ContractSuite.this.fixture();
    }
  }

  /** Chapter 7. */
  @Nested
  class Chapter7Filter extends FilterSuite {
    @Override
    protected DriverFixture fixture() {
      return ContractSuite.this.fixture();
    }
  }

  /** Chapter 8. */
  @Nested
  class Chapter8Close extends CloseSuite {
    @Override
    protected DriverFixture fixture() {
      return ContractSuite.this.fixture();
    }
  }

  /** Chapter 9. */
  @Nested
  class Chapter9Healing extends HealingSuite {
    @Override
    protected DriverFixture fixture() {
      return ContractSuite.this.fixture();
    }
  }

  /** Chapter 10. */
  @Nested
  class Chapter10Error extends ErrorSuite {
    @Override
    protected DriverFixture fixture() {
      return ContractSuite.this.fixture();
    }
  }

  /** Chapter 11. */
  @Nested
  class Chapter11Configuration extends ConfigurationSuite {
    @Override
    protected DriverFixture fixture() {
      return ContractSuite.this.fixture();
    }
  }

  /** Chapter 12. */
  @Nested
  class Chapter12Unwrap extends UnwrapSuite {
    @Override
    protected DriverFixture fixture() {
      return ContractSuite.this.fixture();
    }
  }

  /** Chapter 13. */
  @Nested
  class Chapter13Portability extends PortabilitySuite {
    @Override
    protected DriverFixture fixture() {
      return ContractSuite.this.fixture();
    }
  }
}
