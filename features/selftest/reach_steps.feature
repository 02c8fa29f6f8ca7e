@selftest
Feature: Selftest of the steps about real traffic
  Every wording of the steps about traffic between hosts: 127.0.0.1 answers pings and listens on <open_port>, and
  not on port 1.

  Background:
    Given the database has ip address 127.0.0.1

  Scenario: Pings
    Then every host with class role::web should reach 127.0.0.1 by ping
    And every host with class role::web should reach the database by ping
    And every host with class role::web should have a round-trip time to 127.0.0.1 below 30 seconds

  Scenario: Connections
    Then every host with class role::web should reach 127.0.0.1 on TCP port <open_port>
    And every host with class role::web should reach the database on TCP port <open_port>
    And no host with class role::web should reach 127.0.0.1 on TCP port 1
    And no host with class role::web should reach the database on TCP port 1
    And every host with class role::web should be refused by 127.0.0.1 on TCP port 1
    And no host with class role::web should get no answer from 127.0.0.1 on TCP port 1
    And every host with class role::web should need below 30 seconds to connect to 127.0.0.1 on TCP port <open_port>
