@selftest
Feature: Selftest of the file steps
  Every wording of the file steps. Every host has /etc/passwd; the folder of backups is <folder> and holds
  db-2026-01-01.gz, empty, and db-2026-01-02.gz with two KiB, and notes.txt.

  Scenario: There or not
    Then every host with class role::web should have the file /etc/passwd
    And every host with class role::web should have the directory /etc
    And no host with class role::web should have the file /etc/no-such-file
    And no host with class role::web should have the file "/etc/no such file"
    And no host with class role::web should have the directory /etc/passwd

  Scenario: Size and age
    Then every host with class role::web should have the file /etc/passwd with a size between 1 B and 1 GiB
    And every host with class role::web should have the file /etc/passwd modified at least 0 seconds ago
    And every host with class role::web should have the directory /etc modified less than 5000 weeks ago
    And no host with class role::web should have the file /etc/no-such-file modified more than 1 minute ago

  Scenario: Mode, owner and content
    Then every host with class role::web should have the file /etc/passwd with mode 0644
    And no host with class role::web should have the file /etc/passwd with mode 777
    And no host with class role::web should have the file /etc/passwd owned by uid 4242 and gid 4242
    And no host with class role::web should have the file /etc/passwd with checksum d41d8cd98f00b204e9800998ecf8427e
    And every host with class role::web should have the same file /etc/passwd
    And every host with class role::web should have the same file /etc/passwd as the hosts with class role::db

  Scenario: Backups
    Then every host with class role::db should have the newest file in <folder> modified less than 1 hour ago
    And every host with class role::db should have the newest file in <folder> matching /^db-.*gz$/ modified less than 1 hour ago
    And every host with class role::db should have the newest file in <folder> with a size at least 0 B
    And every host with class role::db should have the newest file in <folder> matching /2026-01-02/ with a size exactly 2 KiB
    And no host with class role::db should have the newest file in /etc modified more than 5000 weeks ago
    And no host with class role::db should have the newest file in /etc matching /^passwd$/ with a size above 1 TiB
