package io.s3torrent.cli.serve;

import java.lang.reflect.Proxy;

/**
 * Runs an action on SIGHUP, which otherwise ends the JVM. Java has no public API for signals, so this class uses the internal one by
 * reflection.
 */
public final class HangUp {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private HangUp() {}

    /**
     * Runs {@code action} on a thread of its own for each SIGHUP from now on.
     *
     * @return false if this JVM or system has no such signal
     */
    public static boolean handle(Runnable action) {
        try {
            Class<?> signal = Class.forName(SIGNAL);
            Class<?> handler = Class.forName(HANDLER);
            Object proxy = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return method.getReturnType() == boolean.class ? (Object) (self == arguments[0]) : null;
                    });
            Object hup = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler).invoke(null, hup, proxy);
            return true;
        } catch (ReflectiveOperationException e) {
            return false; // also when the JVM was started with -Xrs, or the system has no SIGHUP
        }
    }
}
