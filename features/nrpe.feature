Feature: NRPE over the fleet
  One service in the monitoring instead of one for every host: the command runs on all hosts that have the NRPE
  agent, at the same time. A single slow host is no reason to wake anybody, one in twenty is; hosts that cannot
  tell make it UNKNOWN unless they do not matter.

    fleetspec check features/nrpe.feature --param command=check_load

  Scenario: Nearly every host is fine
    Then at least 95 % of the hosts with agent nrpe should answer the NRPE command <command> with at most WARNING
