Feature: Services of the web servers
  A web server is one only while nginx runs, and stays one only if nginx starts again after a reboot. The last
  sentence is for what was switched off on purpose and comes back with every update.

    fleetspec check features/services.feature --param web_servers=role::web

  Scenario: Nginx runs, and will after a reboot
    Then every host with class <web_servers> should run the service nginx
    And every host with class <web_servers> should start the service nginx at boot

  Scenario: Apache is off
    Then every host with class <web_servers> should have the service apache2 stopped
