Feature: Firewall
  While the load balancer's address is blocked on the web servers, no visitor reaches them, and they can be
  worked on. The danger is the server that was forgotten: one that is not blocked serves half-installed pages,
  one that stays blocked afterwards is missing from the pool.

  Each scenario asks the web servers themselves. They are found by what they are, not by name: by a class or a
  fact of theirs, such as Puppet gives every node. "I block" adds a firewall rule on all of them at once. A
  server that does not answer, or cannot do it, fails the scenario by name; and when a scenario fails, whatever
  it had blocked is unblocked again.

  Say which servers and which load balancer on the command line or under checks.params of the configuration:

    fleetspec check features/firewall.feature --act --param load_balancer=192.0.2.7 --param web_servers=role::web

  Background:
    Given the load balancer has ip address <load_balancer>
    And I want to update hosts with class <web_servers>
    And I want to pre-discover the nodes to manage

  Scenario: The load balancer is blocked on every web server
    When I block the load balancer
    Then traffic from the load balancer should be blocked

  Scenario: The load balancer is let in again on every web server
    When I unblock the load balancer
    Then traffic from the load balancer should be unblocked
