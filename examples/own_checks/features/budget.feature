Feature: Budget
  Machines cost money also when nobody remembers them.

  @warning
  Scenario: No more machines than paid for
    Given we have paid for 20 machines
    And I want to update hosts with class role::web
    Then the rest of the budget should be at least 0

  Scenario: The machines are not too busy
    Then every host of "the shop" should have a load average below <busy>
