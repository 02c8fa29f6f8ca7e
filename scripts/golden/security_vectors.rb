# Writes test/conformance/mcollective/golden/{ssl,aes,decisions}.json with messages of the real MCollective's ssl and
# aes_security plugins (Debian package mcollective-common), and with what it makes of messages that were changed:
#
#   RUBYOPT="-W0 -r$PWD/test/lab/fixtures/ruby/compat.rb" ruby scripts/golden/security_vectors.rb
#
# The throw-away keys of test/conformance/mcollective/keys are made when the folder is missing.
require 'base64'
require 'fileutils'
require 'json'
require 'openssl'
require 'tmpdir'
require 'mcollective'

NOW = 1_700_000_000
REQUEST_ID = '0123456789abcdef0123456789abcdef'.encode('US-ASCII')
TESTS = File.expand_path('../../test/conformance/mcollective', __dir__)
KEYS = File.join(TESTS, 'keys')

def make_keys
  FileUtils.mkdir_p("#{KEYS}/clients")
  %w[alice mallory server].each do |name|
    key = OpenSSL::PKey::RSA.new(2048)
    File.write("#{KEYS}/#{name}-private.pem", key.to_pem)
    File.write("#{KEYS}/#{name == 'server' ? 'server-public' : name}.pem", key.public_key.to_pem)
  end
  FileUtils.cp(%w[alice server-public].map { |name| "#{KEYS}/#{name}.pem" }, "#{KEYS}/clients")
  ca_key, ca = certificate('Fleet CA', nil, nil, ca: true)
  File.write("#{KEYS}/ca.pem", ca.to_pem)
  bob_key, bob = certificate('bob', ca_key, ca)
  File.write("#{KEYS}/bob-private.pem", bob_key.to_pem)
  File.write("#{KEYS}/bob-cert.pem", bob.to_pem)
  FileUtils.cp("#{KEYS}/bob-cert.pem", "#{KEYS}/clients/bob.pem")
  other_key, other = certificate('Other CA', nil, nil, ca: true)
  File.write("#{KEYS}/bob-of-other-ca.pem", certificate('bob', other_key, other)[1].to_pem)
  false_key, false_ca = certificate('Fleet CA', nil, nil, ca: true)
  File.write("#{KEYS}/bob-of-false-ca.pem", certificate('bob', false_key, false_ca)[1].to_pem)
  File.write("#{KEYS}/bob-expired.pem", certificate('bob', ca_key, ca, until_time: Time.at(NOW - 1))[1].to_pem)
  ec = OpenSSL::PKey::EC.generate('prime256v1')
  File.write("#{KEYS}/ec-private.pem", ec.to_pem)
  File.write("#{KEYS}/locked-private.pem", bob_key.to_pem(OpenSSL::Cipher.new('aes-128-cbc'), 'locked'))
end

def certificate(name, issuer_key, issuer, ca: false, until_time: Time.at(NOW + (100 * 365 * 86_400)))
  key = OpenSSL::PKey::RSA.new(2048)
  cert = OpenSSL::X509::Certificate.new
  cert.version = 2
  cert.serial = rand(1 << 60)
  cert.subject = OpenSSL::X509::Name.new([['CN', name], ['O', 'Fleet']])
  cert.issuer = issuer ? issuer.subject : cert.subject
  cert.public_key = key.public_key
  cert.not_before = Time.at(NOW - 86_400)
  cert.not_after = until_time
  extensions = OpenSSL::X509::ExtensionFactory.new(issuer || cert, cert)
  cert.add_extension(extensions.create_extension('basicConstraints', ca ? 'CA:TRUE' : 'CA:FALSE', true))
  cert.sign(issuer_key || key, OpenSSL::Digest.new('SHA256'))
  [key, cert]
end

make_keys unless File.exist?(KEYS)

include MCollective
%w[ssl aes_security].each do |name|
  PluginManager.clear
  require "mcollective/security/#{name}"
end
Log.define_singleton_method(:log) { |*| nil }

class << Time
  alias_method :real_now, :now
  def now
    at(NOW)
  end
end

SSL_FILES = { 'ssl_client_public' => 'alice.pem', 'ssl_client_private' => 'alice-private.pem', 'ssl_server_public' => 'server-public.pem',
              'ssl_server_private' => 'server-private.pem', 'ssl_client_cert_dir' => 'clients' }.freeze
AES_FILES = SSL_FILES.transform_keys { |key| key.sub('ssl_', 'aes.') }.freeze

# A plugin of the client, or of a node.
def plugin(kind, side, serializer, more = {})
  files = (kind == :ssl ? SSL_FILES : AES_FILES).transform_values { |name| "#{KEYS}/#{name}" }
  settings = files.merge((kind == :ssl ? 'ssl_serializer' : 'aes.serializer') => serializer).merge(more)
  Dir.mktmpdir do |folder|
    lines = settings.map { |key, value| key == 'ssl_cipher' ? "#{key} = #{value}" : "plugin.#{key} = #{value}" }
    identity = side == :client ? 'client.example.net' : 'node1.example.net'
    File.write("#{folder}/c.cfg", (["identity = #{identity}", 'logger_type = console', 'loglevel = fatal'] + lines).join("\n") + "\n")
    PluginManager.clear
    Config.instance.loadconfig("#{folder}/c.cfg")
  end
  made = kind == :ssl ? Security::Ssl.new : Security::Aes_security.new
  made.initiated_by = side
  made
end

Wire = Struct.new(:payload, :expected_msgid)

BODIES = {
  'ping' => 'ping',
  'rpc' => { :agent => 'rpcutil', :action => 'get_fact', :caller => 'cert=alice', :data => { :fact => 'osfamily', :process_results => true } },
  'values' => { :agent => 'x', :action => 'y', :caller => 'cert=alice',
                :data => { :nil => nil, :yes => true, :no => false, :int => -5, :big => 2**70, :float => 1.5, :one => 1.0, :text => 'käse', :lines => "a\nb\n",
                           :looks => %w[yes 1 ~ :a 12:30 2020-01-01 1e5], :binary => "\xff\x00\x01".b, :list => [1, 'two', :three],
                           :hash => { 'a' => { :b => [] } }, 'string key' => 1, :long => 'word ' * 40, :process_results => false } }
}.freeze
REPLIES = {
  'pong' => 'pong',
  'rpc' => { :statuscode => 0, :statusmsg => 'OK', :data => { :fact => 'osfamily', :value => 'Debian' } },
  'values' => { :statuscode => 1, :statusmsg => "käse: it's \"bad\"\nvery", :data => BODIES['values'][:data] }
}.freeze
FILTERS = {
  'empty' => Util.empty_filter,
  'all kinds' => { 'fact' => [Util.parse_fact_string('country=/uk|de/')], 'cf_class' => ['role::web', '/^role/'], 'agent' => ['rpcutil'],
                   'identity' => ['/^web/'], 'compound' => [[{ 'fstatement' => { 'r_compare' => /^c2/, 'operator' => '=~', 'value' => 'md5',
                                                                                 'name' => 'fstat', 'params' => '/etc/hosts' } }, { 'and' => 'and' }]] }
}.freeze

def hex(bytes) bytes.unpack1('H*') end

def request(kind, serializer, filter, body, side: :client, more: {})
  plugin(kind, side, serializer, more).encoderequest(nil, Marshal.load(Marshal.dump(BODIES[body])), REQUEST_ID.dup, FILTERS[filter], 'rpcutil', 'mcollective', 60)
end

def vectors(kind)
  %w[marshal yaml].flat_map do |serializer|
    requests = FILTERS.keys.product(BODIES.keys).map do |filter, body|
      { :name => "#{serializer} request #{body}, filter #{filter}", :serializer => serializer, :callerid => 'cert=alice',
        :payload => hex(request(kind, serializer, filter, body)), :body => hex(Marshal.dump(BODIES[body])), :filter => hex(Marshal.dump(FILTERS[filter])) }
    end
    replies = REPLIES.map do |name, body|
      payload = plugin(kind, :node, serializer).encodereply('rpcutil', body, REQUEST_ID.dup, 'cert=alice')
      { :name => "#{serializer} reply #{name}", :serializer => serializer, :payload => hex(payload), :body => hex(Marshal.dump(body)) }
    end
    requests + replies + special(kind, serializer)
  end
end

# Requests of a node, and of a caller with a certificate; another cipher; a key that comes along.
def special(kind, serializer)
  body = hex(Marshal.dump(BODIES['rpc']))
  common = { :serializer => serializer, :body => body, :filter => hex(Marshal.dump(FILTERS['empty'])) }
  made = [common.merge(:name => "#{serializer} request of a node", :callerid => 'cert=server-public',
                       :payload => hex(request(kind, serializer, 'empty', 'rpc', :side => :node)))]
  return made if kind == :ssl
  bob = { 'aes.client_public' => "#{KEYS}/bob-cert.pem", 'aes.client_private' => "#{KEYS}/bob-private.pem" }
  made << common.merge(:name => "#{serializer} request with a certificate", :callerid => 'cert=bob', :payload => hex(request(kind, serializer, 'empty', 'rpc', :more => bob)))
  made << common.merge(:name => "#{serializer} request that brings its key", :callerid => 'cert=bob', :brings => File.read("#{KEYS}/bob-cert.pem"),
                       :payload => hex(request(kind, serializer, 'empty', 'rpc', :more => bob.merge('aes.send_pubkey' => '1'))))
  %w[aes-128-cbc aes-192-cfb aes-256-ctr].each do |cipher|
    made << common.merge(:name => "#{serializer} request with #{cipher}", :callerid => 'cert=alice', :cipher => cipher,
                         :payload => hex(request(kind, serializer, 'empty', 'rpc', :more => { 'ssl_cipher' => cipher })))
  end
  made
end

# What a node makes of a request that somebody changed, for each way of enforce_ttl.
def sealed(kind, inner)
  made = plugin(kind, :client, 'marshal')
  envelope = Marshal.load(request(kind, 'marshal', 'empty', 'rpc'))
  serialized = Marshal.dump(inner)
  if kind == :ssl
    envelope.merge(:body => serialized, :hash => made.send(:makehash, serialized))
  else
    crypted = made.encrypt(serialized, 'cert=alice')
    envelope.merge(:body => crypted[:data], :sslkey => crypted[:key])
  end
end

def changed(kind)
  signed = lambda { |ttl, msgtime| { :"#{kind}_msg" => BODIES['rpc'], :"#{kind}_ttl" => ttl, :"#{kind}_msgtime" => msgtime } }
  good = signed.call(60, NOW)
  {
    'unchanged' => sealed(kind, good),
    'another ttl' => sealed(kind, good).merge(:ttl => 3600),
    'another time stamp' => sealed(kind, good).merge(:msgtime => NOW + 10),
    'both' => sealed(kind, good).merge(:ttl => 1, :msgtime => 1),
    'no ttl in the envelope' => sealed(kind, good).reject { |key, _| key == :ttl },
    'no time stamp in the envelope' => sealed(kind, good).reject { |key, _| key == :msgtime },
    'no signed ttl' => sealed(kind, good.reject { |key, _| key == :"#{kind}_ttl" }),
    'no signed time stamp' => sealed(kind, good.reject { |key, _| key == :"#{kind}_msgtime" }),
    'no signed message' => sealed(kind, good.reject { |key, _| key == :"#{kind}_msg" }),
    'a nil message' => sealed(kind, good.merge(:"#{kind}_msg" => nil)),
    'a bare Hash' => sealed(kind, BODIES['rpc']),
    'a bare String' => sealed(kind, 'ping'),
    'another caller' => sealed(kind, good).merge(:callerid => 'cert=bob'),
    'an unknown caller' => sealed(kind, good).merge(:callerid => 'cert=nobody'),
    'another kind of caller' => sealed(kind, good).merge(:callerid => 'uid=0'),
    'another requestid' => sealed(kind, good).merge(:requestid => 'f' * 32),
    'another agent' => sealed(kind, good).merge(:agent => 'puppet'),
    'another filter' => sealed(kind, good).merge(:filter => FILTERS['all kinds'])
  }
end

def decision(kind, enforce, payload)
  more = enforce.nil? ? {} : { "#{kind}.enforce_ttl" => enforce }
  message = plugin(kind, :node, 'marshal', more).decodemsg(Wire.new(payload, nil))
  { :ttl => message[:ttl], :msgtime => message[:msgtime], :body => hex(Marshal.dump(message[:body])) }
rescue StandardError
  { :refused => true }
end

def decisions
  %i[ssl aes].flat_map do |kind|
    changed(kind).flat_map do |name, envelope|
      payload = Marshal.dump(envelope)
      [nil, '1', '0'].map do |enforce|
        { :kind => kind, :name => name, :enforce => enforce, :payload => hex(payload) }.merge(decision(kind, enforce, payload))
      end
    end
  end
end

def write(name, vectors)
  File.write(File.join(TESTS, 'golden', "#{name}.json"), "[\n#{vectors.map { |v| JSON.generate(v) }.join(",\n")}\n]\n")
  puts "#{name}: #{vectors.size}"
end

write('ssl', vectors(:ssl))
write('aes', vectors(:aes))
write('decisions', decisions)
