@selftest
Feature: Selftest of the pool steps
  Every way to say who is in a pool: the fact pool is in on the web servers, and there is /etc/passwd.

  Scenario: By fact and file
    Given a host is in the pool "facts" while it has the fact pool=in
    And a host is in the pool "files" while it has the file /etc/passwd
    And a host is in the pool "others" while it has no file /etc/passwd
    Then every host with class role::web should be in the pool "facts"
    And no host with class role::db should be in the pool "facts"
    And every host with class role::web should be in the pool "Files"
    And no host with class role::web should be in the pool "others"

  Scenario: By service and NRPE command
    Given a host is in the pool "services" while the service fleetspec-shop is running
    And a host is in the pool "checks" while the NRPE command check_fine is OK
    Then every host with class role::web should be in the pool "services"
    And every host with class role::web should be in the pool "checks"

  @firewall
  Scenario: By the firewall
    Given the load balancer has ip address 192.0.2.7
    And a host is in the pool "firewall" while traffic from the load balancer is unblocked
    And a host is in the pool "refuge" while traffic from the load balancer is blocked
    Then every host with class role::web and agent iptables should be in the pool "firewall"
    And no host with class role::web and agent iptables should be in the pool "refuge"
    And no host with class role::web and agent iptables should block traffic from the load balancer
