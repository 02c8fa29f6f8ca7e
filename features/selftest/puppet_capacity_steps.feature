@selftest
Feature: Selftest of the Puppet capacity steps
  Every wording of the capacity steps, on the small site of test/acceptance: three Puppet clients that apply a
  catalog, and a master whose load average is 0.5.

  Scenario: More clients than usual, and a master that copes
    Given we know we can run 2 concurrent Puppet clients
    And the Puppet Master load average should be below 2
    When there are more than usual Puppet clients running
    Then the Puppet Master should have an acceptable load average

  Scenario: No more clients than usual
    Given we know we can run 3 concurrent Puppet clients
    And the Puppet Master load average should be below 0.1
    When there are more than usual Puppet clients running
    Then the Puppet Master should have an acceptable load average

  Scenario: The master by a class or fact
    Given the Puppet Master load average should be below 0.6
    And the Puppet Master is found by role::puppetmaster country=de
    Then the Puppet Master should have an acceptable load average

  Scenario: The master by name
    Given the Puppet Master load average should be below 2
    And the Puppet Master is puppet1.example.net
    Then the Puppet Master should have an acceptable load average
