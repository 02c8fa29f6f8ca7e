# Writes test/conformance/mcollective/golden/policies.json with the decisions of MCollective's actionpolicy plugin, which
# is in no Debian package: give the folder of its libdir, which holds mcollective/util/actionpolicy.rb.
#
#   RUBYOPT=-r./test/lab/fixtures/ruby/compat.rb ruby -W0 scripts/golden/policy_vectors.rb LIBDIR
require 'fileutils'
require 'json'
require 'tmpdir'
require 'yaml'
require 'mcollective'

LIBDIR = File.expand_path(ARGV.fetch(0))
$LOAD_PATH.unshift LIBDIR
require 'mcollective/util/actionpolicy'

OUT = File.expand_path('../../test/conformance/mcollective/golden/policies.json', __dir__)
FACTS = { 'customer' => 'acme', 'memory' => '2048', 'os' => 'debian', 'empty' => '', 'path' => '/var/log' }.freeze
CLASSES = %w[role::web acme::devserver].freeze
GROUPS = "# people\n\nadmins uid=0 uid=500\nops\tcert=alice   cert=bob\nnobody\n".freeze

# Fields are shown with | for TABs. A caller and an action may follow.
CASES = [
  # callers
  ['allow|*|*|*|*'], ['allow|uid=500|*|*|*'], ['allow|uid=501|*|*|*'], ['allow|uid=7 uid=500|*|*|*'],
  ['allow|uid=500|*|*|*', 'uid=5'], ['allow|uid=500|*|*|*', 'uid=50'], ['deny|uid=500|*|*|*;policy default allow', 'uid=5'],
  ['allow|admins|*|*|*'], ['allow|ops|*|*|*'], ['allow|ops|*|*|*', 'cert=alice'], ['allow|admins ops|*|*|*', 'cert=bob'],
  ['allow|uid=9 ops|*|*|*', 'cert=bob'], ['allow|nobody|*|*|*'], ['allow|missing|*|*|*'], ['allow|cert=alice|*|*|*', 'cert=alice'],
  ['deny|missing|*|*|*;policy default allow'], ['allow|uid=500, uid=600|*|*|*'], ['allow|* uid=1|*|*|*'],
  # actions
  ['allow|*|status|*|*'], ['allow|*|stop|*|*'], ['allow|*|stop status start|*|*'], ['allow|*|statu|*|*'],
  ['allow|*|* stop|*|*'], ['allow|*|status stop|*|*', 'uid=500', 'restart'], ['allow|*|Status|*|*'],
  # facts
  ['allow|*|*|customer=acme|*'], ['allow|*|*|customer=other|*'], ['allow|*|*|customer=acme os=debian|*'],
  ['allow|*|*|customer=acme os=redhat|*'], ['allow|*|*|missing=x|*'], ['allow|*|*|memory=2048|*'],
  ['allow|*|*|memory>300|*'], ['allow|*|*|memory>1000|*'], ['allow|*|*|memory<300|*'], ['allow|*|*|memory>=2048|*'],
  ['allow|*|*|memory<=2048|*'], ['allow|*|*|missing<5|*'], ['allow|*|*|missing>5|*'], ['allow|*|*|empty<5|*'],
  ['allow|*|*|os>a|*'], ['allow|*|*|os=/deb/|*'], ['allow|*|*|os=~deb|*'], ['allow|*|*|os==debian|*'],
  ['allow|*|*|os!=redhat|*'], ['allow|*|*|os!=debian|*'], ['allow|*|*|path=/var/log|*'], ['allow|*|*|path=/var|*'],
  ['allow|*|*|role::web|*'], ['allow|*|*|os = debian|*'],
  # classes
  ['allow|*|*|*|role::web'], ['allow|*|*|*|role::db'], ['allow|*|*|*|role::web acme::devserver'],
  ['allow|*|*|*|role::web role::db'], ['allow|*|*|*|/^role/'], ['allow|*|*|*|/nothing/'], ['allow|*|*|*|role'],
  ['allow|*|*|os=debian|role::web'], ['allow|*|*|os=redhat|role::web'], ['allow|*|*|*|os=debian'],
  # compound
  ['allow|*|*|customer=acme and os=debian|*'], ['allow|*|*|customer=acme and os=redhat|*'],
  ['allow|*|*|customer=x or os=debian|*'], ['allow|*|*|not customer=x|*'], ['allow|*|*|!customer=x|*'],
  ['allow|*|*|not customer=acme|*'], ['allow|*|*|not customer=acme or os=debian|*'],
  ['allow|*|*|os=debian or os=x and os=y|*'], ['allow|*|*|os=debian or (os=x and os=y)|*'],
  ['allow|*|*|os=x and os=y or os=debian|*'], ['allow|*|*|not (os=x or os=debian)|*'], ['allow|*|*|(os=debian)|*'],
  ['allow|*|*|role::web and os=debian|*'], ['allow|*|*|*|role::web or role::db'], ['allow|*|*|*|not role::db'],
  ['allow|*|*|*|role::web and os=debian'], ['allow|*|*|memory>300 and os=debian|*'], ['allow|*|*|os=/deb/ and os=debian|*'],
  ['allow|*|*|not memory>=2048|*'],
  # four fields
  ['allow|*|*|*'], ['deny|*|*|*;policy default allow'], ['allow|*|*|customer=acme'], ['allow|*|*|customer=x'],
  ['allow|*|*|role::web'], ['allow|*|*|role::db'], ['allow|*|*|/^role/'],
  ['allow|*|*|(os=x and os=y) or os=debian'], ['allow|*|*|role::web and not os=redhat'],
  # data
  ["allow|*|*|fstat('/etc/hosts').present=1|*"], ["allow|*|*|fstat('/etc/hosts').present=1"],
  ["allow|*|*|fstat('/nowhere').present=1"], ["allow|*|*|not fstat('/nowhere').present=1"],
  ["allow|*|*|fstat('/etc/hosts').present>0 and os=debian"], ['allow|*|*|nosuch().x=1'], ['allow|*|*|not nosuch().x=1'],
  ['allow|*|*|os=debian or nosuch().x=1'], ['allow|*|*|os=debian and nosuch().x=1'],
  # order and default
  ['deny|*|*|*|*;allow|*|*|*|*'], ['allow|*|*|*|*;deny|*|*|*|*'], ['policy default allow'], ['policy default deny'],
  ['policy default allow;policy default deny'], ['allow|*|*|*|*;policy default deny'], ['deny|*|*|*|*;policy default allow'],
  ['policy|default|allow'], ['policy default allow # all'], ['# all;;policy default allow'], [''], ['policy default anybody'],
  # shape
  ['allow||*||*||*||*'], ['allow * * * *'], [' allow|*|*|*|*'], ['Allow|*|*|*|*'], ['allow|*|*'], ['allow|*|*|*|*|*'],
  ['allow|*|*|*|*|x'], ['allow|*|*|*|x|*'], ["allow|*|*|*|*\r"], ['allow|*|*|*|*|'], ['allow|uid=500 |*|*|*'],
  ['deny * * * *;policy default allow'], ['  # c;policy default allow'], [' policy default allow']
].freeze

Request = Struct.new(:agent, :caller, :action)

def decide(caller, action)
  MCollective::Util::ActionPolicy.authorize(Request.new('x', caller, action)) ? true : 'nil'
rescue MCollective::RPCAborted
  false
rescue StandardError => e
  e.class.to_s
end

Dir.mktmpdir do |dir|
  FileUtils.mkdir_p File.join(dir, 'policies')
  files = { 'facts.yaml' => FACTS.to_yaml, 'classes.txt' => "#{CLASSES.join("\n")}\n", 'policies/groups' => GROUPS }
  settings = {
    'libdir' => LIBDIR, 'factsource' => 'yaml', 'plugin.yaml' => "#{dir}/facts.yaml", 'classesfile' => "#{dir}/classes.txt",
    'logger_type' => 'console', 'loglevel' => 'fatal', 'identity' => 'node1', 'securityprovider' => 'psk', 'plugin.psk' => 'x'
  }
  files['server.cfg'] = settings.map { |key, value| "#{key} = #{value}\n" }.join
  files.each { |name, text| File.write(File.join(dir, name), text) }
  MCollective::Config.instance.loadconfig(File.join(dir, 'server.cfg'))
  MCollective::PluginManager.loadclass('MCollective::Facts::Yaml_facts')
  MCollective::Data.load_data_sources
  vectors = CASES.map do |shown, caller = 'uid=500', action = 'status'|
    policy = shown.empty? ? '' : "#{shown.tr('|;', "\t\n")}\n"
    File.write(File.join(dir, 'policies/x.policy'), policy)
    { 'policy' => policy, 'caller' => caller, 'action' => action, 'allowed' => decide(caller, action) }
  end
  node = { 'facts' => FACTS, 'classes' => CLASSES, 'groups' => GROUPS }
  File.write(OUT, "#{JSON.pretty_generate('node' => node, 'vectors' => vectors)}\n")
  puts "policies: #{vectors.size}"
end
