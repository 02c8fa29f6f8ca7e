Feature: Puppet master capacity
  A Puppet master compiles a catalog for every client that runs. Many clients at a time are no harm as long as
  the master copes, and a busy master is no harm while few clients wait for it; but many clients and a busy
  master are the beginning of a queue that does not end.

  A monitoring system that looks at one host at a time sees neither. This feature counts the clients that apply
  a catalog right now, over all nodes, and looks at the master only if there are more than usual: otherwise the
  check is fine and says that it does not apply. It is critical when there are many and the master's load
  average is too high, and names the master.

  The master is found by checks.puppet_master of the configuration, a class or a fact such as Puppet gives every
  node.

  Background:
    Given we know we can run 10 concurrent Puppet clients
    And the Puppet Master load average should be below 2

  Scenario: The master copes with more clients than usual
    When there are more than usual Puppet clients running
    Then the Puppet Master should have an acceptable load average
