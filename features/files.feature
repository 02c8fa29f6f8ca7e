Feature: Files of the web servers
  The files a web server cannot do without, and the one that must not be left behind: while /etc/nologin is
  there, only root can log in, and whoever wanted to work on the host in peace has forgotten to remove it.

    fleetspec check features/files.feature --param web_servers=role::web

  Scenario: The configuration is there, the same everywhere, and nobody else's
    Then every host with class <web_servers> should have the file /etc/nginx/nginx.conf
    And every host with class <web_servers> should have the same file /etc/nginx/nginx.conf
    And every host with class <web_servers> should have the file /etc/nginx/nginx.conf owned by root
    And every host with class <web_servers> should have the file /etc/nginx/nginx.conf with mode 0644

  Scenario: Nobody is locked out
    Then no host with class <web_servers> should have the file /etc/nologin modified more than 4 hours ago

  Scenario: The log is written
    Then every host with class <web_servers> should have the file /var/log/nginx/access.log modified less than 1 hour ago
