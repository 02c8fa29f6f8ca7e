@selftest
Feature: Selftest of the firewall steps
  Every wording of the firewall steps, on the small site of test/acceptance: web servers in Germany and Britain
  that have the class role::web, and a database server that has not.

  Background:
    Given the load balancer has ip address 192.0.2.7

  Scenario: Hosts by class and fact are blocked and unblocked
    Given I want to update hosts with class role::web
    And I want to update hosts with fact country=de
    And I want to pre-discover the nodes to manage
    When I block the load balancer
    Then traffic from the load balancer should be blocked
    When I unblock the load balancer
    Then traffic from the load balancer should be unblocked

  Scenario: Hosts by regexes and other operators
    Given I want to update hosts with class /^role::w.b$/
    And I want to update hosts with fact country!=uk
    Then traffic from the load balancer should be unblocked

  Scenario: Hosts by name, not discovered
    Given I want to update hosts named web1.example.net and web2.example.net
    Then traffic from the load balancer should be unblocked

  Scenario: Hosts by the agent they have
    Given I want to update hosts with agent iptables
    Then traffic from the load balancer should be unblocked

  Scenario: Every host that has a firewall
    Given I want to pre-discover the nodes to manage
    Then traffic from the load balancer should be unblocked

  Scenario: Blocking what is blocked is no failure
    Given I want to update hosts with class role::web
    When I block the load balancer
    And I block the load balancer
    Then traffic from the load balancer should be blocked
    When I unblock the load balancer
    And I unblock the load balancer
    Then traffic from the load balancer should be unblocked

  Scenario Outline: A device with an address of either family
    Given the <device> has ip address <address>
    And I want to update hosts with class role::web
    When I block the <device>
    Then traffic from the <device> should be blocked
    And traffic from the load balancer should be unblocked
    When I unblock the <device>
    Then traffic from the <device> should be unblocked

    Examples:
      | device         | address      |
      | cache          | 198.51.100.9 |
      | newer firewall | 2001:db8::7  |
