@selftest
Feature: Selftest of the language
  What sentences about many hosts can say, on the small site of test/acceptance/language.test.ts: three web servers
  with four cores and the load averages 1, 2 and 3, a database server, and a Puppet master.

  Scenario: How many
    Given the hosts with class role::web
    Then every host should have a load average below 4
    And no host should have a load average above 3
    And at least 2 hosts should have a load average below 3
    And at most 1 host should have a load average above 2
    And exactly 1 of the hosts should have a load average below 2
    And all but 1 of the hosts should have a load average below 3
    And at least 66 % of the hosts should have a load average below 3
    And every host should not have a load average below 1

  Scenario: Which
    Given "web servers" are hosts with class role::web
    And these groups of hosts:
      | name    | hosts                                    |
      | Germans | hosts with class role::web and fact country=de |
      | masters | the Puppet Master                        |
    Then every host of "web servers" should have a load average below 4
    And every host of "Germans" should have a load average below 3
    And any host in "masters" should have a load average below 1
    And the Puppet Master should have a load average below 1
    And the host db1 should have a load average below 1
    And every host named web1 and web2 should have a load average below 3
    And 2 hosts matching "role::web and country=de" should have a load average below 3

  Scenario: All of them
    Given all hosts
    Then at least 5 hosts should report the fact country

  Scenario: How many there are
    Then there should be at least 3 hosts with class role::web
    And there should be no hosts with class role::mail

  Scenario: When
    Then within 2 seconds every host with class role::web should have a load average below 4
    And for 300 ms, asking every 100 ms every host with class role::web should have a load average below 4

  Scenario: Facts, alone and compared
    Then every host with class role::web should report the fact country
    And every host with class role::web should report the fact cores at least 4
    And every host with class role::web should report the same fact kernel
    And every host with class role::web should report the same fact kernel as the host db1
    And every host with class role::web should not report the same fact serial
    And every host with class role::web should have these facts:
      | fact    | value      |
      | cores   | at least 4 |
      | country | /^[du]/    |
      | kernel  | 6.1.0      |

  Scenario: Numbers of many hosts
    Then report the load average of every host with class role::web
    And report the fact cores of the hosts with class role::web
    And the mean load average of every host with class role::web should be below 2.5
    And the highest load average of every host with class role::web should be at most 3
    And the total fact cores of every host with class role::web should be exactly 12

  Scenario: How serious
    Then every host with class role::web should ideally have a load average below 4
    And every host with class role::web should have a load average below 9, ideally below 4

  Scenario: A condition that holds
    When any host with class role::web happens to have a load average above 2
    Then every host with class role::web should have a load average below 4

  Scenario: A condition that does not hold
    When there happen to be more than 5 hosts with class role::web
    Then every host with class role::web should have a load average below 1

  Scenario: How long it takes
    Given I am benchmarking
    Then every host with class role::web should have a load average below 4
    And the elapsed time should be below 1 minute
