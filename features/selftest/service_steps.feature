@selftest @acts
Feature: Selftest of the service steps
  Every wording of the service steps: the web servers run the service fleetspec-shop and not the service fleetspec-legacy, and both
  start with the system; the service fleetspec-oneshot does not.

  Scenario: What runs, what is stopped, what starts at boot
    Then every host with class role::web should run the service fleetspec-shop
    And no host with class role::web should run the service fleetspec-legacy
    And every host with class role::web should have the service fleetspec-legacy stopped
    And every host with class role::web should start the service fleetspec-shop at boot
    And every host with class role::web should not start the service fleetspec-oneshot at boot

  Scenario: A condition that does not hold
    When any host with class role::web happens to run the service fleetspec-legacy
    Then no host with class role::web should run the service fleetspec-shop

  Scenario: Stopping and starting
    When I stop the service fleetspec-shop on every host with class role::web
    And I stop the service fleetspec-shop on every host with class role::web
    Then every host with class role::web should have the service fleetspec-shop stopped
    When I start the service fleetspec-shop on hosts with class role::web
    And I restart the service fleetspec-shop on hosts with class role::web
    Then every host with class role::web should run the service fleetspec-shop
