@selftest
Feature: Selftest of the NRPE steps
  Every wording of the NRPE steps: check_fine is OK, check_busy is WARNING, check_vague UNKNOWN.

  Scenario: States
    Then every host with agent nrpe should answer the NRPE command check_fine with OK
    And every host with agent nrpe should answer the NRPE command check_busy with at most WARNING
    And every host with agent nrpe should answer the NRPE command check_busy with WARNING or CRITICAL
    And no host with agent nrpe should answer the NRPE command check_busy with OK
    And every host with agent nrpe should answer the NRPE command check_vague with UNKNOWN
