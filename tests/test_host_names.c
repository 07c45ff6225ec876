/* Whether a variable's value names a host: what is a connection, what only looks so.
 */
#include "sim/import/host_names.h"
#include "tests/support/near.h"

static bool names(const char *name, const char *value)
{
    return host_names_have(&(struct variable){name, value}, "db");
}

static void a_host_is_found_wherever_it_stands(void **state)
{
    (void)state;
    assert_true(names("DB_HOST", "db"));
    assert_true(names("PGHOST", "db"));
    assert_true(names("WORDPRESS_DB_HOST", "db:3306"));
    assert_true(names("CACHE", "db:6379"));
    assert_true(names("SPRING_DATASOURCE_URL", "jdbc:mysql://db:3306/shop?useSSL=false"));
    assert_true(names("MONGO_URI", "mongodb://root:word@db/shop"));
    assert_true(names("BROKERS", "other:9092,db:9092"));
    assert_true(names("ConnectionStrings__Default", "Host=db;Database=shop"));
    assert_true(names("ConnectionStrings__Default", "Data Source=db,1433;User=sa"));
    assert_true(names("DATABASE_URL", "postgres://db:db@db:5432/db"));
    assert_true(names("ELASTICSEARCH_HOSTS", "[\"http://db:9200\"]"));
    assert_true(names("ES_HOSTS", "['db:9200', 'db2:9200']"));
}

static void a_name_alone_is_no_host(void **state)
{
    (void)state;
    assert_false(names("MYSQL_USER", "db"));
    assert_false(names("MYSQL_DATABASE", "db"));
    assert_false(names("DATABASE_URL", "postgres://db:1234@other:5432/db"));
    assert_false(names("API_URL", "https://db.example.com/db"));
    assert_false(names("API_URL", "https://example.com/db"));
    assert_false(names("DB_HOST", "mydb"));
    assert_false(names("DB_HOST", "db2"));
    assert_false(names("DB_HOST", ""));
}

static void who_may_ask_is_not_asked(void **state)
{
    (void)state;
    assert_false(names("CORS_ORIGIN", "http://db:3000"));
    assert_false(names("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://db:9092"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_is_found_wherever_it_stands),
        cmocka_unit_test(a_name_alone_is_no_host),
        cmocka_unit_test(who_may_ask_is_not_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
