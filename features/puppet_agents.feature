Feature: Puppet on every node
  A node where Puppet is switched off, or fails, or has not run for a day, is no longer what you think it is.
  Somebody may have disabled it for a reason: the message they left is shown.

  Scenario: Puppet is enabled everywhere
    Then every host with agent puppet should have Puppet enabled

  Scenario: Puppet has run everywhere, without failures
    Then every host with agent puppet should have applied a catalog less than 2 hours ago
    And no host with agent puppet should have failed resources
