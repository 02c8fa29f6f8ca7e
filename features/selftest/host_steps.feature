@selftest
Feature: Selftest of the host steps
  Every wording of the steps about room and time, with limits that any host keeps.

  Scenario: Memory and swap
    Then every host with class role::web should have below 100 % of memory used
    And every host with class role::web should have above 0 % of memory free
    And every host with class role::web should have at least 1 MiB of memory free
    And every host with class role::web should have at most 100 % of swap used
    And every host with class role::web should have at least 0 B of swap free

  Scenario: File systems
    Then every host with class role::web should have at most 100 % of the file system / used
    And every host with class role::web should have above 1 MiB of the file system /etc free
    And every host with class role::web should have at most 100 % of the inodes of the file system / used
    And no host with class role::web should have a file system above 100 % full

  Scenario: Time and load
    Then every host with class role::web should be up for at least 1 second
    And every host with class role::web should have a load average per processor below 100000
