Feature: Who reaches whom
  What a firewall says of itself and what it lets through are two things. Here the traffic is real: the hosts
  themselves ping and connect, and say whether they were refused or heard nothing.

    fleetspec check features/reachability.feature --param database=192.0.2.20 --param management=192.0.2.99

  Scenario: The web servers reach the database
    Then every host with class role::web should reach <database> by ping
    And every host with class role::web should reach <database> on TCP port 3306
    And every host with class role::web should have a round-trip time to <database> below 20 ms
    And every host with class role::web should need less than 200 ms to connect to <database> on TCP port 3306

  Scenario: They do not get at the management: the firewall drops that
    Then every host with class role::web should get no answer from <management> on TCP port 22
