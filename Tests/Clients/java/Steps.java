import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.util.PSQLException;

/** The steps, each on a connection of its own; they return their facts. */
final class Steps {
    interface Call { void run() throws SQLException; }

    private static final List<Integer> IDS = List.of(1, 7, 12, 250, 500, 1, 7, 12, 250, 500, 1, 7, 12, 250, 500);

    static Object one(Connection connection, String text) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(text)) {
            rows.next();
            return rows.getObject(1);
        }
    }

    static Map<String, Object> user(Connection connection) throws Exception {
        return Map.of("user", one(connection, "SELECT current_user"));
    }

    /** The seventh time: by then the driver has prepared the statement, and asks for binary where it may. */
    static Map<String, Object> all(Connection connection) throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(System.getenv("SELECT_ROWS"))) {
            for (int time = 0; time < 6; time++) statement.executeQuery().close();
            return Values.table(statement.executeQuery());
        }
    }

    static Map<String, Object> prepared(Connection connection) throws Exception {
        List<Object> rows = new ArrayList<>(), found = new ArrayList<>();
        String oneById = "SELECT id, email, birth_date FROM people WHERE id = ?";
        try (PreparedStatement byId = connection.prepareStatement(oneById);
             PreparedStatement byEmail = connection.prepareStatement("SELECT id FROM people WHERE email = ?")) {
            for (int id : IDS) {
                byId.setInt(1, id);
                for (ResultSet result = byId.executeQuery(); result.next();) rows.add(Values.row(result));
            }
            for (int time = 0; time < 3; time++) {
                byEmail.setString(1, System.getenv("EMAIL"));
                for (ResultSet result = byEmail.executeQuery(); result.next();) found.add(result.getInt(1));
            }
            Object count = one(connection, "SELECT count(*) FROM pg_prepared_statements");
            return Map.of("rows", rows, "found", found, "on_server", count);
        }
    }

    static Map<String, Object> caught(Connection connection, Call call) throws Exception {
        long started = System.nanoTime();
        try {
            call.run();
        } catch (PSQLException error) {
            double seconds = (System.nanoTime() - started) / 1e9;
            if (!connection.getAutoCommit()) connection.rollback();
            String text = error + " " + error.getServerErrorMessage() + error.getServerErrorMessage().getDetail();
            return Map.of("class", error.getClass().getSimpleName(), "sqlstate", error.getSQLState(), "text", text,
                          "seconds", seconds, "after", one(connection, "SELECT 1"));
        }
        throw new IllegalStateException("no error came");
    }

    static Map<String, Object> error(Connection connection) throws Exception {
        try (PreparedStatement clash = connection.prepareStatement("UPDATE people SET email = ? WHERE id = 12")) {
            clash.setString(1, System.getenv("EMAIL"));
            return caught(connection, clash::executeUpdate);
        }
    }

    static Map<String, Object> transaction(Connection connection) throws Exception {
        String count = "SELECT count(*) FROM articles WHERE id > 900000";
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO articles VALUES (?, 'new', 1)")) {
            List<Object> counts = new ArrayList<>();
            insert.setInt(1, 900_001);
            insert.executeUpdate();
            Savepoint here = connection.setSavepoint();
            insert.setInt(1, 900_002);
            insert.executeUpdate();
            counts.add(one(connection, count));
            connection.rollback(here);
            counts.add(one(connection, count));
            connection.rollback();
            counts.add(one(connection, count));
            return Map.of("counts", counts);
        }
    }

    static Map<String, Object> cancel(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement()) {
            Thread killer = new Thread(() -> {
                try {
                    Thread.sleep(500);
                    statement.cancel();
                } catch (Exception ignored) {
                    // Then no error comes, and the step says so.
                }
            });
            killer.start();
            return caught(connection, () -> statement.execute("SELECT pg_sleep(30)"));
        }
    }

    static Map<String, Object> big(Connection connection) throws Exception {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(5000);
            return Values.checksum(statement.executeQuery(System.getenv("SELECT_BIG")));
        }
    }
}
