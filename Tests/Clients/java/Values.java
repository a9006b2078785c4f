import java.math.BigDecimal;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.postgresql.util.PGobject;

/** What the driver returned, in the form that every client prints. */
final class Values {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    /** The value of a column as the class that a program would ask for. */
    static Object get(ResultSet rows, int column) throws Exception {
        String type = rows.getMetaData().getColumnTypeName(column);
        if (type.equals("date")) return rows.getObject(column, LocalDate.class);
        if (type.equals("timestamptz")) return rows.getObject(column, OffsetDateTime.class);
        return rows.getObject(column);
    }

    static Object canonical(Object value) throws Exception {
        if (value == null || value instanceof Boolean || value instanceof Double) return value;
        if (value instanceof String || value instanceof UUID || value instanceof LocalDate) return value.toString();
        if (value instanceof Integer || value instanceof Long) return value.toString();
        if (value instanceof BigDecimal number) return number.toPlainString();
        if (value instanceof OffsetDateTime time) return time.withOffsetSameInstant(ZoneOffset.UTC).format(TIME);
        if (value instanceof byte[] bytes) return HexFormat.of().formatHex(bytes);
        if (value instanceof java.sql.Array array) return Arrays.asList((Object[]) array.getArray());
        if (value instanceof PGobject object) {
            return object.getType().startsWith("json") ? new Json.Raw(object.getValue()) : object.getValue();
        }
        throw new IllegalArgumentException("no canonical form for " + value.getClass());
    }

    static List<Object> row(ResultSet rows) throws Exception {
        List<Object> row = new ArrayList<>();
        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
            row.add(canonical(get(rows, column)));
        }
        return row;
    }

    static Map<String, Object> table(ResultSet result) throws Exception {
        ResultSetMetaData about = result.getMetaData();
        List<Object> columns = new ArrayList<>(), rows = new ArrayList<>();
        String[] types = new String[about.getColumnCount()];
        for (int column = 1; column <= types.length; column++) columns.add(about.getColumnName(column));
        while (result.next()) {
            rows.add(row(result));
            for (int column = 1; column <= types.length; column++) {
                Object value = get(result, column);
                if (value != null) types[column - 1] = value.getClass().getSimpleName();
            }
        }
        return Map.of("columns", columns, "types", Arrays.asList(types), "rows", rows);
    }

    /** Of a long result: how many rows, and a digest of all their values. */
    static Map<String, Object> checksum(ResultSet rows) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        int count = 0;
        for (; rows.next(); count++) {
            List<String> texts = row(rows).stream().map(String::valueOf).toList();
            digest.update((String.join("|", texts) + "\n").getBytes("UTF-8"));
        }
        return Map.of("count", count, "sha256", HexFormat.of().formatHex(digest.digest()));
    }
}
