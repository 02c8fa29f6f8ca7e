Feature: Packages
  Servers that do the same should have the same software. After an update that half of them missed, the other
  half is where the strange errors come from; and one that is older than a security fix is a way in.

    fleetspec check features/packages.feature --param web_servers=role::web

  Scenario: The web servers have the same nginx
    Then every host with class <web_servers> should have the package nginx installed
    And every host with class <web_servers> should have the same version of the package nginx

  Scenario: No host has an OpenSSL older than the fix
    Then every host with agent package should have the package openssl in version at least 3.0.11-1~deb12u1
    And every host with agent package should not have the package telnetd installed

  @warning
  Scenario: Updates do not pile up
    Then every host with agent package should have at most 50, ideally at most 10 outstanding updates
