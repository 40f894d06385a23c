package io.s3torrent.cli.serve;

import io.s3torrent.cli.output.CommandException;
import io.s3torrent.cli.output.ExitCode;
import io.s3torrent.cli.output.Size;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/**
 * Compares the cache with the direct memory that the JVM allows. The launcher sets that limit before it reads the configuration file, from
 * the variable S3TORRENT_CACHE_MEMORY only.
 */
public final class DirectMemory {
    /** Sockets and threads that read the store. */
    private static final long OTHER_USES = 64 << 20;

    private DirectMemory() {}

    /**
     * Rejects a cache that does not fit.
     *
     * @param cacheMemory bytes for pieces
     */
    public static void check(long cacheMemory) throws CommandException {
        check(cacheMemory, allowed());
    }

    static void check(long cacheMemory, long allowed) throws CommandException {
        long needed = cacheMemory + cacheMemory / 2 + OTHER_USES; // a pool holds more memory than is in use
        if (needed > allowed) {
            throw new CommandException(
                    ExitCode.CONFIGURATION,
                    "cache.cache-memory: " + Size.binaryText(cacheMemory)
                            + " do not fit into the direct memory of this JVM, "
                            + Size.text(allowed) + "; set the variable S3TORRENT_CACHE_MEMORY=" + cacheMemory
                            + ", which the launcher reads");
        }
    }

    /** The limit of the JVM in bytes. Without the option, it is that of the heap. */
    private static long allowed() {
        long option = option();
        return option > 0 ? option : Runtime.getRuntime().maxMemory();
    }

    /** The option of the JVM; 0 if it was not given, or this JVM does not tell. */
    private static long option() {
        try {
            CompositeData option = (CompositeData) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                            "getVMOption",
                            new Object[] {"MaxDirectMemorySize"},
                            new String[] {String.class.getName()});
            return Long.parseLong(String.valueOf(option.get("value")));
        } catch (JMException | NumberFormatException e) {
            return 0;
        }
    }
}
