@selftest @acts
Feature: Selftest of the Puppet steps
  Every wording of the Puppet steps: the web servers idle, ran a short while ago and changed two resources; the
  database server is disabled and never ran.

  Scenario: What Puppet does
    Then every host with class role::web should have Puppet enabled
    And every host with class role::web should have Puppet idling
    And every host with class role::web should have Puppet running
    And no host with class role::web should have Puppet applying a catalog
    And no host with class role::web should have Puppet stopped
    And every host with class role::db should have Puppet disabled

  Scenario: The last run
    Then every host with class role::web should have applied a catalog less than 2 hours ago
    And every host with class role::db should have applied a catalog more than 520 weeks ago
    And every host with class role::web should have exactly 0 failed resources
    And no host with class role::web should have failed resources
    And every host with class role::web should have at most 5 changed resources
    And every host with class role::web should have changed resources
    And every host with class role::web should have exactly 0 out of sync resources

  Scenario: Switching it off and on
    When I disable Puppet with the message "selftest" on every host with class role::web
    Then every host with class role::web should have Puppet disabled
    When I enable Puppet on hosts with class role::web
    Then every host with class role::web should have Puppet enabled

  Scenario: Running it
    When I run Puppet on every host with class role::web
