# bash completion for tipdesk. Made by packaging/commands.py. Do not edit.

_tipdesk_offer() { # "command/option": what follows; fails when no such option takes a value
    words="" names=""
    case $1 in
        "/") words="verify vault authority print forms match-names update install demo --demo --help --lang --scale --theme --vault" names=default ;;
        "/--vault") names=dirnames ;;
        "/--lang") words="ar en" ;;
        "/--scale") words="100 110 120 130 140 150 160 170 180 190 200" ;;
        "/--theme") words="system light dark contrast" ;;
        "verify/") words="--help --identity --json --lang --trust" names=default ;;
        "verify/--identity") names=default ;;
        "verify/--trust") names=default ;;
        "verify/--lang") words="ar en" ;;
        "vault/") words="check audit compact undo-migration salvage escrow open-escrow weights --help --lang" ;;
        "vault/--lang") words="ar en" ;;
        "vault check/") words="--help --json --lang --login --shares --vault --words" ;;
        "vault check/--vault") names=dirnames ;;
        "vault check/--login") : ;;
        "vault check/--lang") words="ar en" ;;
        "vault audit/") words="--anchor --anchors-in --case --certificate --force --from --help --json --lang --log --login --shares --to --vault --words" ;;
        "vault audit/--vault") names=dirnames ;;
        "vault audit/--login") : ;;
        "vault audit/--case") : ;;
        "vault audit/--from") : ;;
        "vault audit/--to") : ;;
        "vault audit/--anchor") : ;;
        "vault audit/--anchors-in") names=default ;;
        "vault audit/--certificate") names=default ;;
        "vault audit/--log") names=default ;;
        "vault audit/--lang") words="ar en" ;;
        "vault compact/") words="--help --lang --login --shares --vault --words" ;;
        "vault compact/--vault") names=dirnames ;;
        "vault compact/--login") : ;;
        "vault compact/--lang") words="ar en" ;;
        "vault undo-migration/") words="--help --lang --login --shares --vault --words" ;;
        "vault undo-migration/--vault") names=dirnames ;;
        "vault undo-migration/--login") : ;;
        "vault undo-migration/--lang") words="ar en" ;;
        "vault salvage/") words="--help --lang --login --shares --to --vault --words" ;;
        "vault salvage/--vault") names=dirnames ;;
        "vault salvage/--login") : ;;
        "vault salvage/--to") names=dirnames ;;
        "vault salvage/--lang") words="ar en" ;;
        "vault escrow/") words="--help --lang --login --out --shares --vault --words" ;;
        "vault escrow/--vault") names=dirnames ;;
        "vault escrow/--login") : ;;
        "vault escrow/--out") names=dirnames ;;
        "vault escrow/--lang") words="ar en" ;;
        "vault open-escrow/") words="--help --lang --login --shares --to --vault --words" names=default ;;
        "vault open-escrow/--vault") names=dirnames ;;
        "vault open-escrow/--login") : ;;
        "vault open-escrow/--to") names=dirnames ;;
        "vault open-escrow/--lang") words="ar en" ;;
        "vault weights/") words="--help --lang --login --put-back --shares --take --vault --words" ;;
        "vault weights/--vault") names=dirnames ;;
        "vault weights/--login") : ;;
        "vault weights/--lang") words="ar en" ;;
        "authority/") words="init issue revoke lose list crl trust-list countersign approves-for head notices kit close-kit discard-kit sign-form sign-update recovery-identity --help --lang" ;;
        "authority/--lang") words="ar en" ;;
        "authority init/") words="--agency --help --lang --other-passphrase-file --passphrase-file --person" names=default ;;
        "authority init/--passphrase-file") names=default ;;
        "authority init/--agency") : ;;
        "authority init/--person") : ;;
        "authority init/--other-passphrase-file") names=default ;;
        "authority init/--lang") words="ar en" ;;
        "authority issue/") words="--fingerprint --help --lang --out --passphrase-file" names=default ;;
        "authority issue/--passphrase-file") names=default ;;
        "authority issue/--fingerprint") : ;;
        "authority issue/--out") names=default ;;
        "authority issue/--lang") words="ar en" ;;
        "authority revoke/") words="--help --key-returned --lang --passphrase-file --reason" names=default ;;
        "authority revoke/--passphrase-file") names=default ;;
        "authority revoke/--reason") words="cessation_of_operation affiliation_changed superseded privilege_withdrawn key_compromise unspecified" ;;
        "authority revoke/--key-returned") words="yes no" ;;
        "authority revoke/--lang") words="ar en" ;;
        "authority lose/") words="--help --lang --passphrase-file" names=default ;;
        "authority lose/--passphrase-file") names=default ;;
        "authority lose/--lang") words="ar en" ;;
        "authority list/") words="--help --lang --passphrase-file" names=default ;;
        "authority list/--passphrase-file") names=default ;;
        "authority list/--lang") words="ar en" ;;
        "authority crl/") words="--help --lang --passphrase-file" names=default ;;
        "authority crl/--passphrase-file") names=default ;;
        "authority crl/--lang") words="ar en" ;;
        "authority trust-list/") words="--help --lang --out --passphrase-file" names=default ;;
        "authority trust-list/--passphrase-file") names=default ;;
        "authority trust-list/--out") names=dirnames ;;
        "authority trust-list/--lang") words="ar en" ;;
        "authority countersign/") words="--help --lang --out --passphrase-file --signer" names=default ;;
        "authority countersign/--passphrase-file") names=default ;;
        "authority countersign/--signer") : ;;
        "authority countersign/--out") names=dirnames ;;
        "authority countersign/--lang") words="ar en" ;;
        "authority approves-for/") words="--end --help --lang --passphrase-file" names=default ;;
        "authority approves-for/--passphrase-file") names=default ;;
        "authority approves-for/--lang") words="ar en" ;;
        "authority head/") words="--end --help --lang --passphrase-file" names=default ;;
        "authority head/--passphrase-file") names=default ;;
        "authority head/--lang") words="ar en" ;;
        "authority notices/") words="--end --help --lang --passphrase-file" names=default ;;
        "authority notices/--passphrase-file") names=default ;;
        "authority notices/--lang") words="ar en" ;;
        "authority kit/") words="--agency --help --lang --passphrase-file --people --station --unit" names=default ;;
        "authority kit/--passphrase-file") names=default ;;
        "authority kit/--station") : ;;
        "authority kit/--agency") : ;;
        "authority kit/--unit") : ;;
        "authority kit/--people") names=default ;;
        "authority kit/--lang") words="ar en" ;;
        "authority close-kit/") words="--envelopes --help --lang --out --passphrase-file" names=default ;;
        "authority close-kit/--passphrase-file") names=default ;;
        "authority close-kit/--out") names=dirnames ;;
        "authority close-kit/--envelopes") names=dirnames ;;
        "authority close-kit/--lang") words="ar en" ;;
        "authority discard-kit/") words="--help --lang --passphrase-file" names=default ;;
        "authority discard-kit/--passphrase-file") names=default ;;
        "authority discard-kit/--lang") words="ar en" ;;
        "authority sign-form/") words="--help --lang --out --passphrase-file" names=default ;;
        "authority sign-form/--passphrase-file") names=default ;;
        "authority sign-form/--out") names=default ;;
        "authority sign-form/--lang") words="ar en" ;;
        "authority sign-update/") words="--help --lang --out --passphrase-file" names=default ;;
        "authority sign-update/--passphrase-file") names=default ;;
        "authority sign-update/--out") names=dirnames ;;
        "authority sign-update/--lang") words="ar en" ;;
        "authority recovery-identity/") words="--help --lang --out --passphrase-file" names=default ;;
        "authority recovery-identity/--passphrase-file") names=default ;;
        "authority recovery-identity/--out") names=default ;;
        "authority recovery-identity/--lang") words="ar en" ;;
        "print/") words="answers assessment calendar card certificate child closing consent cover custody exhibits handover injuries intake keys label notice pointing quick recovery referral review safety smuggling statement --agency --blank --chain --force --help --lang --large --list --need --out --packs --record --restricted" ;;
        "print/--packs") : ;;
        "print/--record") names=default ;;
        "print/--lang") words="ar en hin fil sin tam ben npi tel mal urd amh eng ara" ;;
        "print/--agency") : ;;
        "print/--need") : ;;
        "print/--chain") names=default ;;
        "print/--out") names=default ;;
        "forms/") words="check compile publish to-xlsx from-xlsx diff try eval --help --lang" ;;
        "forms/--lang") words="ar en" ;;
        "forms check/") words="--help --json --lang --no-pyxform" names=default ;;
        "forms check/--lang") words="ar en" ;;
        "forms compile/") words="--help --lang --out" names=default ;;
        "forms compile/--out") names=default ;;
        "forms compile/--lang") words="ar en" ;;
        "forms publish/") words="--help --lang --replace" names=default ;;
        "forms publish/--lang") words="ar en" ;;
        "forms to-xlsx/") words="--help --lang" names=default ;;
        "forms to-xlsx/--lang") words="ar en" ;;
        "forms from-xlsx/") words="--help --lang" names=default ;;
        "forms from-xlsx/--lang") words="ar en" ;;
        "forms diff/") words="--help --json --lang" names=default ;;
        "forms diff/--lang") words="ar en" ;;
        "forms try/") words="--help --lang" names=default ;;
        "forms try/--lang") words="ar en" ;;
        "forms eval/") words="--help --lang" names=default ;;
        "forms eval/--lang") words="ar en" ;;
        "match-names/") words="--help --lang" ;;
        "match-names/--lang") words="ar en" ;;
        "update/") words="--help --install --lang --login --save --shares --vault --words" names=default ;;
        "update/--vault") names=dirnames ;;
        "update/--login") : ;;
        "update/--save") names=dirnames ;;
        "update/--lang") words="ar en" ;;
        "install/") words="--help --lang" ;;
        "install/--lang") words="ar en" ;;
        "demo/") words="--help --keep-stations --lang --out" ;;
        "demo/--out") names=dirnames ;;
        "demo/--lang") words="ar en" ;;
        *) return 1 ;;
    esac
}

_tipdesk() {
    local -a typed=()
    local command="" option="" words names at word
    for ((at = 1; at <= COMP_CWORD; at++)); do # "--lang=ar" comes in three words
        [[ ${COMP_WORDS[at]} == "=" ]] || typed+=("${COMP_WORDS[at]}")
    done
    [[ ${COMP_WORDS[COMP_CWORD]} == "=" ]] && typed+=("")
    for word in "${typed[@]:0:${#typed[@]}-1}"; do
        if [[ $option ]]; then
            option="" # this was its value
        elif [[ $word == -* ]]; then
            _tipdesk_offer "$command/$word" && option=$word
        elif _tipdesk_offer "${command:+$command }$word/"; then
            command=${command:+$command }$word
        fi
    done
    word=${typed[-1]}
    _tipdesk_offer "$command/$option"
    if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    else # options are offered when they are begun
        mapfile -t COMPREPLY < <(compgen -W "$words" -X "-*" -- "$word")
        [[ $names ]] && compopt -o "$names"
    fi
}
complete -F _tipdesk tipdesk
