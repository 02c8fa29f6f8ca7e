@selftest
Feature: Selftest of the package steps
  Every wording of the package steps; every host has bash, and none has a package of an impossible name.

  Scenario: Installed or not
    Then every host with class role::web should have the package bash installed
    And no host with class role::web should have the package no-such-package installed

  Scenario: In a version
    Then every host with class role::web should have the package bash in version at least 4.0-1
    And every host with class role::web should not have the package bash in version below 4.0
    And no host with class role::web should have the package bash in version 1.14.7-1
    And no host with class role::web should have the package no-such-package in version at least 0

  Scenario: In the same version
    Then every host with class role::web should have the same version of the package bash
    And every host with class role::web should have the same version of the package bash as the hosts with class role::db

  Scenario: Updates
    Then every host with class role::db should have at least 0 outstanding updates
