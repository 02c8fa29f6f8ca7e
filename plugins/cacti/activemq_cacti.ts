// activemq_cacti: the numbers of an ActiveMQ broker or queue, for Cacti.
import { cactiProgram } from '../../lib/activemq/cacti_program';
import { processEnvironment } from '../../lib/environment';
import { runProgram } from '../../lib/nagios/timed_program';

void runProgram(cactiProgram, processEnvironment(0));
