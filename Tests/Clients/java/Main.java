import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** pgjdbc. The argument is a variant: connection properties as `name=value,…`, and whether autocommit is off. */
public final class Main {
    interface Step { Map<String, Object> take(Connection connection) throws Exception; }

    static final String BIG_PORT = "BIG_PORT", PORT = "PORT", TLS_PORT = "TLS_PORT";
    static Properties variant = new Properties();
    static boolean autocommit = true;

    public static void main(String[] arguments) {
        for (String setting : arguments[0].split(",")) {
            String[] pair = setting.split("=");
            if (pair[0].equals("autocommit")) autocommit = pair[1].equals("on");
            else variant.setProperty(pair[0], pair[1]);
        }
        Map<String, Object> steps = new LinkedHashMap<>();
        take(steps, "connect", () -> with(PORT, "", Steps::user));
        take(steps, "tls", Main::tls);
        take(steps, "text", () -> with(PORT, "binaryTransfer=false", Steps::all));
        take(steps, "binary", () -> with(PORT, "binaryTransfer=true", Steps::all));
        take(steps, "prepared", () -> with(PORT, "", Steps::prepared));
        take(steps, "error", () -> with(PORT, "", Steps::error));
        take(steps, "transaction", () -> with(PORT, "", Steps::transaction));
        take(steps, "cancel", () -> with(PORT, "", Steps::cancel));
        take(steps, "big", () -> with(BIG_PORT, "", Steps::big));
        String version = org.postgresql.util.DriverInfo.DRIVER_VERSION;
        System.out.println(Json.write(Map.of("driver", "pgjdbc", "version", version, "steps", steps)));
    }

    static void take(Map<String, Object> steps, String name, java.util.concurrent.Callable<Map<String, Object>> step) {
        try {
            steps.put(name, step.call());
        } catch (Exception wrong) {
            steps.put(name, Map.of("failed", wrong + " at " + List.of(wrong.getStackTrace())));
        }
    }

    static Map<String, Object> with(String port, String more, Step step) throws Exception {
        Properties properties = new Properties();
        properties.putAll(variant);
        properties.setProperty("user", System.getenv("USER"));
        properties.setProperty("password", System.getenv("PASSWORD"));
        String address = System.getenv("HOST") + ":" + System.getenv(port) + "/" + System.getenv("DATABASE");
        String url = "jdbc:postgresql://" + address + "?" + more;
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            connection.setAutoCommit(autocommit);
            return step.take(connection);
        }
    }

    static Map<String, Object> tls() throws Exception {
        String verify = "sslmode=verify-full&sslrootcert=";
        Map<String, Object> facts = new LinkedHashMap<>(with(TLS_PORT, verify + System.getenv("CA"), Steps::user));
        try {
            with(TLS_PORT, verify + System.getenv("OTHER_CA"), Steps::user);
        } catch (SQLException refused) {
            facts.put("stranger", refused.toString());
        }
        return facts;
    }
}
