Feature: Room on disks and in memory
  Full disks stop databases, and a host that swaps is as good as down. Every node of the fleet is asked at once;
  the sentence names the hosts, and the performance data draw the graph.

  Scenario: No file system is nearly full
    Then no host with agent host should have a file system above 90 % full

  Scenario: The databases have room to work
    Then every host with class role::db should have at least 2 GiB of the file system /var free
    And every host with class role::db should have below 90 % of the inodes of the file system /var used

  Scenario: Nobody swaps
    Then every host with agent host should have below 95 %, ideally below 90 % of memory used
    And every host with agent host should have below 50 % of swap used
    And every host with agent host should have a load average per processor below 4
