<?php
// PHP's PDO with native prepared statements.

const COUNT = 'SELECT count(*) FROM articles WHERE id > 900000';

function task(string $name): string { return getenv($name); }

function open(string $port = 'PORT', string $ca = '', string $more = ''): PDO
{
    $tls = $ca ? 'sslmode=verify-full;sslrootcert=' . task($ca) : 'sslmode=disable';
    $address = 'pgsql:host=' . task('HOST') . ';port=' . task($port) . ';dbname=' . task('DATABASE') . ";$tls$more";
    return new PDO($address, task('USER'), task('PASSWORD'),
        [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_EMULATE_PREPARES => false]);
}

function one(PDO $db, string $text): mixed { return $db->query($text)->fetchColumn(); }

function user(PDO $db): array { return ['user' => one($db, 'SELECT current_user')]; }

// A value as every client tells it; the column's type says what a string stands for.
function canonical(mixed $value, string $type): mixed
{
    if ($value === null || is_bool($value)) return $value;
    return match ($type) {
        'float8' => (float) $value,
        'bytea' => bin2hex(stream_get_contents($value)),
        'json', 'jsonb' => json_decode($value),
        '_text' => array_map(fn ($item) => $item === 'NULL' ? null : $item, explode(',', trim($value, '{}'))),
        'timestamptz' => (new DateTimeImmutable($value))->format('Y-m-d\TH:i:s.u\Z'),
        default => (string) $value,
    };
}

function table(PDOStatement $result): array
{
    $columns = array_map(fn ($at) => $result->getColumnMeta($at), range(0, $result->columnCount() - 1));
    $types = array_map(fn ($column) => $column['native_type'], $columns);
    $told = $types;
    $rows = [];
    foreach ($result->fetchAll(PDO::FETCH_NUM) as $row) {
        foreach ($row as $at => $value) {
            if ($value !== null) $told[$at] = "$types[$at] as " . get_debug_type($value);
        }
        $rows[] = array_map('canonical', $row, $types);
    }
    return ['columns' => array_column($columns, 'name'), 'types' => $told, 'rows' => $rows];
}

function connect(): array { return user(open()); }

function text(): array { return table(open()->query(task('SELECT_ROWS'))); }

function tls(): array
{
    try {
        open('TLS_PORT', 'OTHER_CA');
        $stranger = null;
    } catch (PDOException $refused) {
        $stranger = $refused->getMessage();
    }
    return [...user(open('TLS_PORT', 'CA')), 'stranger' => $stranger];
}

function prepared(): array
{
    $db = open();
    $byId = $db->prepare('SELECT id, email, birth_date FROM people WHERE id = ?');
    $byEmail = $db->prepare('SELECT id FROM people WHERE email = ?');
    $rows = $found = [];
    foreach ([1, 7, 12, 250, 500, 1, 7, 12, 250, 500, 1, 7, 12, 250, 500] as $id) {
        $byId->execute([$id]);
        $rows = [...$rows, ...table($byId)['rows']];
    }
    for ($time = 0; $time < 3; $time++) {
        $byEmail->execute([task('EMAIL')]);
        $found[] = $byEmail->fetchColumn();
    }
    return ['rows' => $rows, 'found' => $found, 'on_server' => one($db, 'SELECT count(*) FROM pg_prepared_statements')];
}

function caught(PDO $db, callable $call): array
{
    $started = microtime(true);
    try {
        $call();
    } catch (PDOException $error) {
        return ['class' => $error::class, 'sqlstate' => $error->getCode(), 'seconds' => microtime(true) - $started,
            'text' => "$error " . json_encode($error->errorInfo), 'after' => one($db, 'SELECT 1')];
    }
    throw new Exception('no error came');
}

function error(): array
{
    $db = open();
    return caught($db, fn () => $db->prepare('UPDATE people SET email = ? WHERE id = 12')->execute([task('EMAIL')]));
}

function transaction(): array
{
    $db = open();
    $insert = $db->prepare("INSERT INTO articles VALUES (?, 'new', 1)");
    $db->beginTransaction();
    $insert->execute([900001]);
    $db->exec('SAVEPOINT here');
    $insert->execute([900002]);
    $counts = [one($db, COUNT)];
    $db->exec('ROLLBACK TO SAVEPOINT here');
    $counts[] = one($db, COUNT);
    $db->rollBack();
    return ['counts' => [...$counts, one($db, COUNT)]];
}

// PDO has no call that cancels; a limit in the start-up message does it.
function cancel(): array
{
    $db = open(more: ";options='-c statement_timeout=500'");
    return caught($db, fn () => $db->query('SELECT pg_sleep(30)'));
}

function big(): array
{
    $db = open('BIG_PORT');
    $db->beginTransaction();
    $db->exec('DECLARE long CURSOR FOR ' . task('SELECT_BIG'));
    $digest = hash_init('sha256');
    for ($count = 0; $rows = $db->query('FETCH 5000 FROM long')->fetchAll(PDO::FETCH_NUM); $count += count($rows)) {
        foreach ($rows as $row) hash_update($digest, implode('|', $row) . "\n");
    }
    return ['count' => $count, 'sha256' => hash_final($digest)];
}

$taken = [];
foreach (['connect', 'tls', 'text', 'prepared', 'error', 'transaction', 'cancel', 'big'] as $name) {
    try {
        $taken[$name] = $name();
    } catch (Throwable $wrong) {
        $taken[$name] = ['failed' => "$wrong"];
    }
}
$document = ['driver' => 'PDO pgsql', 'version' => phpversion('pdo_pgsql'), 'steps' => $taken];
echo json_encode($document, JSON_UNESCAPED_UNICODE), "\n";
