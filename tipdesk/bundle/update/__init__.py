"""An update on a USB drive: what it holds, who signed it, and whether it may be installed here.

`tipdesk-VERSION.update` is our container (`bundle.container.zip.ContainerWriter`) with one reading:

    mimetype
    update/release.json                     the statement of the release
    update/root-1.json, root-2.json …       every root of the maker
    update/signatures/release-1.p7s …       by the maker's keys, two of three
    update/signatures/root-2-1.p7s …        by two keys of root 1 and two of root 2
    update/signatures/agency.p7s            the countersignature of the agency's authority
    update/tipdesk-VERSION-setup.exe        the targets
    update/tipdesk_VERSION_amd64.deb

The rules are those of The Update Framework (TUF), without its library: one file on a USB drive has
neither a server nor a timestamp. Signatures are those of `bundle.crypto.cms.sign`, each over a type
of file of its own, so that none can stand for another.

It is made
    `release.release_json` and `maker_root.root_json` are what the maker's keys sign;
    `update_file.write_update` puts an update together. The agency's authority looks at it and
    countersigns it (`bundle.authority.Authority.sign_update`): a USB drive from the maker alone
    installs nothing.

It is read
    1. `update_file.read_update` reads what there is and hashes every target. What is not of this
       shape is a `core.errors.BundleUnreadable`.
    2. `verdict.judge` decides, without reading anything: from the contents and from what the
       station knows (`verdict.Known`: pinned root, what was seen before, versions, the agency's
       trust list). The answer is a value with every reason.
    3. `update_file.copy_target` takes the target out, and counts it once more while it does.
"""
