package io.s3torrent.cli.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a key of the configuration file. The name of the record component, in kebab case, is the name of the key. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {
    /** The option of the command line has the name of the key. */
    String SAME_NAME = "--";

    /** What the key means, in one sentence. */
    String value();

    /** The form of the value, such as {@code HOST:PORT}; empty for sections, and for true and false. */
    String form() default "";

    /** The value that an absent key has, as text; empty for none. */
    String byDefault() default "";

    /** The option of the command line with the same meaning, whose variable also sets the key; empty for none. */
    String option() default SAME_NAME;

    /** True when the key must be present. */
    boolean required() default false;
}
