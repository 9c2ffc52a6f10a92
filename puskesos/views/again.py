"""What was sent when the house could not take it: given back on the page of the error, to be sent once more.

Pages of cases are never stored by the browser, so its Back button finds an empty form.
"""

# Fields of passwords; views with others say so by Django's `sensitive_post_parameters`.
SECRET = frozenset({"password", "lama", "baru"})


def sent(request):
    """What was posted, for templates/parts/again.html; None when there is nothing to give back.

    Asks neither database nor session, which may be what failed. Passwords are never given back.
    """
    if request is None or request.method != "POST" or hasattr(request, "sensitive_post_parameters"):
        return None
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        files = bool(request.FILES)
    except Exception:  # a body that cannot be read must not break the page of the error
        return None
    if not fields or SECRET & {name for name, _ in fields}:
        return None
    texts = [value for _, value in fields if " " in value.strip()]
    return {"path": request.get_full_path(), "fields": fields, "texts": texts, "files": files}
