package io.s3torrent.cli;

import io.s3torrent.bittorrent.SoftwareName;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: one line, like the AWS CLI's. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            SoftwareName.NAME + " Java/" + Runtime.version().feature() + " " + System.getProperty("os.name") + "/"
                    + System.getProperty("os.arch")
        };
    }
}
