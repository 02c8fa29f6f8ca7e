Feature: Backups and the database pool
  While a backup runs on a database server, the server is slow. It must not be in the pool of the load balancer
  then: the application would wait for it. Taking it out is a thing of another machine, and easily forgotten.

  The first scenario looks for a running backup on the database servers. If there is none, it does not apply and
  is fine. If there is one, it asks the very servers whether they are in the pool: here by their firewall, which
  lets the load balancer in or not. docs/checks/pool.md has other ways: a fact, a file, a service, an NRPE command.

  The second sees to it that backups happen at all, and hold something.

    fleetspec check features/backups_and_pool.feature --param load_balancer=192.0.2.7

  Background:
    Given the load balancer has ip address <load_balancer>
    And a host is in the pool "db" while traffic from the load balancer is unblocked

  Scenario: No database server that makes a backup is in the pool
    When any host with class role::backup happens to run the process /mysqldump/
    Then no host with class role::backup should be in the pool "db"

  Scenario: Every database server has a backup of last night
    Then every host with class role::backup should have the newest file in /var/backups/db matching /gz$/ modified less than 26 hours ago
    And every host with class role::backup should have the newest file in /var/backups/db with a size at least 1 MiB
