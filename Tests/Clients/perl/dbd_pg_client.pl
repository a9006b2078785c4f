# Perl's DBI with DBD::Pg, statements prepared on the server.
use strict;
use warnings;
use DBD::Pg qw(:async :pg_types);
use DBI;
use Digest::SHA;
use JSON::PP;
use Time::HiRes qw(sleep time);

my @ids = (1, 7, 12, 250, 500) x 3;
my $count = 'SELECT count(*) FROM articles WHERE id > 900000';
my $json = JSON::PP->new->canonical->allow_nonref;

sub open_ {
    my ($port, $ca) = @_;
    my $tls = $ca ? "sslmode=verify-full;sslrootcert=$ca" : 'sslmode=disable';
    my $address = "dbi:Pg:host=$ENV{HOST};port=$port;dbname=$ENV{DATABASE};$tls";
    return DBI->connect($address, $ENV{USER}, $ENV{PASSWORD},
        {RaiseError => 1, PrintError => 0, AutoCommit => 1, pg_server_prepare => 1});
}

sub user { return {user => shift->selectrow_array('SELECT current_user')} }

# A value as every client tells it. To Perl nearly all are strings, so the column's type decides.
sub canonical {
    my ($value, $type) = @_;
    return undef unless defined $value;
    return $value ? JSON::PP::true : JSON::PP::false if $type eq 'bool';
    return $value + 0 if $type eq 'float8';
    return unpack 'H*', $value if $type eq 'bytea';
    return $json->decode($value) if $type =~ /^json/;
    return "$1T$2." . substr(($3 // '') . '000000', 0, 6) . 'Z'
        if $type eq 'timestamptz' && $value =~ /^(\S+) ([\d:]+)(?:\.(\d+))?\+00$/;
    return $value if ref $value;
    return "$value";
}

sub row {
    my ($statement, $values) = @_;
    my $types = $statement->{pg_type};
    return [map { canonical($values->[$_], $types->[$_]) } 0 .. $#$values];
}

sub text {
    my $db = open_($ENV{PORT});
    my $statement = $db->prepare($ENV{SELECT_ROWS});
    $statement->execute;
    my @rows = map { row($statement, $_) } @{$statement->fetchall_arrayref};
    return {columns => $statement->{NAME}, types => $statement->{pg_type}, rows => \@rows};
}

sub tls {
    my $refused = eval { open_($ENV{TLS_PORT}, $ENV{OTHER_CA}); 1 } ? undef : "$@";
    return {%{user(open_($ENV{TLS_PORT}, $ENV{CA}))}, stranger => $refused};
}

sub prepared {
    my $db = open_($ENV{PORT});
    my $by_id = $db->prepare('SELECT id, email, birth_date FROM people WHERE id = ?');
    my $by_email = $db->prepare('SELECT id FROM people WHERE email = ?');
    my (@rows, @found);
    for my $id (@ids) {
        $by_id->execute($id);
        push @rows, map { row($by_id, $_) } @{$by_id->fetchall_arrayref};
    }
    for (1 .. 3) {
        $by_email->execute($ENV{EMAIL});
        push @found, $by_email->fetchrow_array + 0;
    }
    my ($held) = $db->selectrow_array('SELECT count(*) FROM pg_prepared_statements');
    return {rows => \@rows, found => \@found, on_server => $held + 0};
}

sub caught {
    my ($db, $call) = @_;
    my $started = time;
    die "no error came\n" if eval { $call->(); 1 };
    my %said = (class => ref $@ || 'a string', sqlstate => $db->state, text => "$@", seconds => time - $started);
    return {%said, after => $db->selectrow_array('SELECT 1') + 0};
}

sub error {
    my $db = open_($ENV{PORT});
    return caught($db, sub { $db->do('UPDATE people SET email = ? WHERE id = 12', undef, $ENV{EMAIL}) });
}

sub transaction {
    my $db = open_($ENV{PORT});
    my $insert = $db->prepare("INSERT INTO articles VALUES (?, 'new', 1)");
    my $seen = sub { return $db->selectrow_array($count) + 0 };
    $db->begin_work;
    $insert->execute(900001);
    $db->pg_savepoint('here');
    $insert->execute(900002);
    my @counts = ($seen->());
    $db->pg_rollback_to('here');
    push @counts, $seen->();
    $db->rollback;
    return {counts => [@counts, $seen->()]};
}

sub cancel {
    my $db = open_($ENV{PORT});
    return caught($db, sub {
        $db->do('SELECT pg_sleep(30)', {pg_async => PG_ASYNC});
        sleep 0.5;
        # It waits for the end, and tells what came of it by the state of the handle.
        die $db->errstr . "\n" if $db->pg_cancel;
    });
}

sub big {
    my $db = open_($ENV{BIG_PORT});
    $db->begin_work;
    $db->do("DECLARE long CURSOR FOR $ENV{SELECT_BIG}");
    my $fetch = $db->prepare('FETCH 5000 FROM long');
    my ($rows, $digest) = (0, Digest::SHA->new(256));
    while ($fetch->execute > 0) {
        for my $row (@{$fetch->fetchall_arrayref}) {
            $rows++;
            $digest->add(join('|', @$row) . "\n");
        }
    }
    return {count => $rows, sha256 => $digest->hexdigest};
}

my %steps = (connect => sub { user(open_($ENV{PORT})) }, tls => \&tls, text => \&text, prepared => \&prepared,
    error => \&error, transaction => \&transaction, cancel => \&cancel, big => \&big);
my %taken = map { my $step = $steps{$_}; $_ => eval { $step->() } // {failed => "$@"} } keys %steps;
print $json->utf8->encode({driver => 'DBD::Pg', version => "$DBD::Pg::VERSION", steps => \%taken}), "\n";
