@selftest
Feature: Selftest of the process steps
  Every wording of the process steps; every host has a process with fleetspecd in its command line, and no zombie
  army.

  Scenario: Which run
    Then every host with class role::web should run the process fleetspecd
    And every host with class role::web should run the process /fleet.pecd/
    And no host with class role::web should run the process no.such+program
    And no host with class role::web should run the process /no-such-program.*/

  Scenario: How many
    Then every host with class role::web should run at least 1 process matching fleetspecd
    And every host with class role::web should run exactly 0 processes matching no-such-program

  Scenario: How much memory
    Then every host with class role::web should use above 0 B of memory for processes matching fleetspecd
    And every host with class role::web should use below 1 TiB of memory for processes matching fleetspecd

  Scenario: Zombies
    Then every host with class role::web should have below 1000 zombie processes

  Scenario: Nothing runs, so nothing is looked at
    When any host with class role::web happens to run the process no-such-program
    Then no host with class role::web should run the process fleetspecd
