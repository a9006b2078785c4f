# Ruby's pg, with the type maps that it brings.
require 'digest'
require 'json'
require 'pg'
require_relative 'values'

TASK = ENV.to_h
IDS = [1, 7, 12, 250, 500] * 3
COUNT = 'SELECT count(*) FROM articles WHERE id > 900000'.freeze

def open(port, ca = nil)
  tls = ca ? { sslmode: 'verify-full', sslrootcert: ca } : { sslmode: 'disable' }
  connection = PG.connect(host: TASK['HOST'], port: port, user: TASK['USER'], password: TASK['PASSWORD'],
                          dbname: TASK['DATABASE'], **tls)
  return connection unless block_given?

  begin
    yield connection
  ensure
    connection.close
  end
end

def session(&body)
  open(TASK['PORT']) do |connection|
    connection.type_map_for_results = PG::BasicTypeMapForResults.new(connection)
    body.call(connection)
  end
end

def one(connection, text) = connection.exec(text).getvalue(0, 0)

def user(connection) = { user: one(connection, 'SELECT current_user') }

def text
  session do |connection|
    result = connection.exec(TASK['SELECT_ROWS'])
    table(result, result.fields)
  end
end

def binary
  session do |connection|
    result = connection.exec_params(TASK['SELECT_ROWS'], [], 1)
    table(result, result.fields - TASK['NO_BINARY'].split)
  end
end

def tls
  stranger = begin
    open(TASK['TLS_PORT'], TASK['OTHER_CA'], &:itself)
    nil
  rescue PG::Error => refused
    refused.message
  end
  { **open(TASK['TLS_PORT'], TASK['CA']) { |connection| user(connection) }, stranger: stranger }
end

def prepared
  session do |connection|
    connection.prepare('by id', 'SELECT id, email, birth_date FROM people WHERE id = $1')
    connection.prepare('by email', 'SELECT id FROM people WHERE email = $1')
    rows = IDS.flat_map do |id|
      result = connection.exec_prepared('by id', [id])
      result.values.map { |values| row(result, values) }
    end
    found = Array.new(3) { connection.exec_prepared('by email', [TASK['EMAIL']]).getvalue(0, 0) }
    { rows: rows, found: found, on_server: one(connection, 'SELECT count(*) FROM pg_prepared_statements') }
  end
end

def caught(connection)
  started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  yield
  raise 'no error came'
rescue PG::Error => error
  { class: error.class.name, sqlstate: error.result.error_field(PG::PG_DIAG_SQLSTATE),
    text: "#{error.message} #{error.result.verbose_error_message(PG::PQERRORS_VERBOSE, PG::PQSHOW_CONTEXT_ALWAYS)}",
    seconds: Process.clock_gettime(Process::CLOCK_MONOTONIC) - started, after: one(connection, 'SELECT 1') }
end

def error
  session do |connection|
    caught(connection) { connection.exec_params('UPDATE people SET email = $1 WHERE id = 12', [TASK['EMAIL']]) }
  end
end

def transaction
  session do |connection|
    insert = ->(id) { connection.exec_params("INSERT INTO articles VALUES ($1, 'new', 1)", [id]) }
    connection.exec('BEGIN')
    insert.call(900_001)
    connection.exec('SAVEPOINT here')
    insert.call(900_002)
    counts = [one(connection, COUNT)]
    connection.exec('ROLLBACK TO SAVEPOINT here')
    counts << one(connection, COUNT)
    connection.exec('ROLLBACK')
    { counts: counts << one(connection, COUNT) }
  end
end

def cancel
  session do |connection|
    Thread.new do
      sleep 0.5
      connection.cancel
    end
    caught(connection) { connection.exec('SELECT pg_sleep(30)') }
  end
end

def big
  open(TASK['BIG_PORT']) do |connection|
    count = 0
    digest = Digest::SHA256.new
    connection.send_query(TASK['SELECT_BIG'])
    connection.set_single_row_mode
    connection.get_result.stream_each_row do |values|
      count += 1
      digest << values.join('|') << "\n"
    end
    { count: count, sha256: digest.hexdigest }
  end
end

steps = {}
{ connect: -> { session { |connection| user(connection) } }, tls: method(:tls), text: method(:text),
  binary: method(:binary), prepared: method(:prepared), error: method(:error), transaction: method(:transaction),
  cancel: method(:cancel), big: method(:big) }.each do |name, step|
  steps[name] = step.call
rescue StandardError => wrong
  steps[name] = { failed: wrong.full_message(highlight: false) }
end
puts JSON.generate(driver: 'pg', version: PG::VERSION, steps: steps)
